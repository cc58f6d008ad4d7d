"""The engines that come along: each turns words into raw speech, reached by entry points alone."""

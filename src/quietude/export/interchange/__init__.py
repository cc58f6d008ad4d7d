"""A session's timing for other people's editors: OpenTimelineIO, and label tracks for Audacity."""

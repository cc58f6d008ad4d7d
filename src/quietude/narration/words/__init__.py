"""Words before an engine has them: spelled out, their sounds as IPA, what cannot be said."""

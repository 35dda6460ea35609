"""What a person sees, and all the Qt there is. Panels show and ask, sessions decide, app connects."""

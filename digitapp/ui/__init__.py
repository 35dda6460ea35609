"""What a person sees: all the Qt there is. Panels show and ask, sessions decide, app wires."""

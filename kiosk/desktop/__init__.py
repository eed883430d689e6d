"""The Qt application: threads, and one view model per screen."""

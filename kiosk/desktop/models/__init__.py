"""What each screen shows: one object per screen, told by the application, read by QML, no thread of its own."""

"""A service day with many people, and the clip that stands in for a camera."""

"""A whole station's day: kiosks as processes of their own, a hub, people, and everything that goes wrong."""

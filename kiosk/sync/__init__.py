"""From this journal to a hub: pushed in order, acknowledged by cursor, for ever tried again."""

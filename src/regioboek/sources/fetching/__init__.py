"""From the network to a snapshot: the client, the fetch of every source, and what an update would change."""

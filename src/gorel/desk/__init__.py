"""The staff's side: inbox, cases, incidents, outbox, what Görel has done, and time freed."""

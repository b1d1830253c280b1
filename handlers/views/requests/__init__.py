"""What requests look like to NGOs, officials and coordinators. Escaping happens here."""

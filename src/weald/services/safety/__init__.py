"""What was unsafe, nearly was, or went well: reported from any page, read and learned from by the practice."""

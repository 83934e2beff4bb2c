"""NHS Notify as the supplier of messages: written from its published description (API version 3.0), read on 23 November 2026.

`account`       what an operator was given by NHS England, read from the environment
`access_token`  the token without which nothing is answered, got with a signed assertion and kept for as long as it holds
`client`        the supplier: hands messages over, and asks what became of them
`callback`      what NHS Notify tells of its own accord: whether it is NHS Notify, and what it says
`views`         the address at which it does so
"""

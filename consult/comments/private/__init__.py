"""What in a text tells who a person is, or how to reach them: identity numbers, telephones, e-mail.

Nothing but text in and places out: `personal_data.find` asks the modules here.
"""

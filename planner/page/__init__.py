"""The small web page on which employees answer: Starlette and Jinja2, no JavaScript, no cookie, no access log.

    app.py        create_app(backend): routes, headers, errors
    limits.py     how often an address may try, how much it may send
    server.py     serve(app, host, port): uvicorn, loopback unless told otherwise
    templates/    HTML, both languages; page.css

Invariants: a link is never logged, put into a redirect or sent on as a referrer; looking at a link changes nothing
(mail scanners open links); what cannot be stored is handed back in the form, so that nobody types twice.
"""

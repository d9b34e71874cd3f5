"""What goes out and comes in as tables: comments as rows, in JSON lines, CSV and XLSX.

`rows` is the format (pure), `service.import_comments` the way in, `queries` the way out.
"""

"""Print what the page's health address answers."""

import sys
import urllib.request

address = f"http://127.0.0.1:{sys.argv[1]}/_stcore/health"
print(urllib.request.urlopen(address, timeout=5).read().decode())

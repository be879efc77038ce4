"""Systems with an API: the ability `http.request`."""

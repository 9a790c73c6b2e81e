"""GraphiQL for developers, at /graphiql: from the packages of `checks/`, where they are installed, and never from
elsewhere. A worker's browser has no business here: the page exists only where the setting ``graphiql`` asks for it.
"""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

PACKAGES = Path(__file__).parent.parent / "checks" / "node_modules"
FILES = {
    "react.js": "react/umd/react.production.min.js",
    "react-dom.js": "react-dom/umd/react-dom.production.min.js",
    "graphiql.js": "graphiql/graphiql.min.js",
    "graphiql.css": "graphiql/graphiql.min.css",
}
START = """
const fetcher = GraphiQL.createFetcher({ url: "/graphql" });
const shown = React.createElement(GraphiQL, { fetcher, defaultEditorToolsVisibility: true });
ReactDOM.createRoot(document.getElementById("graphiql")).render(shown);
"""
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>GraphiQL</title>
<link rel="stylesheet" href="/graphiql/graphiql.css">
<style>body { margin: 0 } #graphiql { height: 100vh }</style>
<div id="graphiql"></div>
<script src="/graphiql/react.js"></script>
<script src="/graphiql/react-dom.js"></script>
<script src="/graphiql/graphiql.js"></script>
<script src="/graphiql/start.js"></script>
"""
POLICY = "default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:"


async def page(_: Request) -> Response:
    """The page, where the packages are installed."""
    if not all((PACKAGES / path).is_file() for path in FILES.values()):
        return Response("GraphiQL is not installed: run `npm ci` in checks.", 404)
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})


async def file(request: Request) -> Response:
    """One of its files."""
    name = request.path_params["name"]
    if name == "start.js":
        return Response(START, media_type="text/javascript")
    path = PACKAGES / FILES.get(name, "")
    return FileResponse(path) if path.is_file() else Response(status_code=404)


def graphiql_routes() -> list[Route]:
    """Its addresses."""
    return [Route("/graphiql", page), Route("/graphiql/{name}", file)]

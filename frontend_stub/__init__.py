"""The pages: a GraphQL client over HTTP that shows what the API tells. It imports neither ``server`` nor ``schema``."""

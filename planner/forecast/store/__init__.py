"""SQL of forecasts: snapshots, overrides, and what planners say of them."""

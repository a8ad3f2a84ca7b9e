"""Decides how the service's own pages are served: plain HTML, local scripts, a policy that lets nothing else run."""

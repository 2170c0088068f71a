"""Checks Kubernetes manifests against the API server's own schemas, strictly: a misspelt field is an error.

Standard input: a JSON array of manifests. Arguments: versions of Kubernetes, such as 1.37. Standard output: a JSON
array of sentences, one per manifest and version that does not fit. The schemas come with the package; nothing is
fetched.
"""

import json
import sys

import kubernetes_validate


def problems(manifests: list[dict], versions: list[str]) -> list[str]:
    """Say what does not fit, where."""
    found = []
    for version in versions:
        for manifest in manifests:
            try:
                kubernetes_validate.validate(manifest, version, strict=True)
            except kubernetes_validate.ValidationError as error:
                place = ".".join(str(step) for step in error.path)
                found.append(f"{version} {manifest.get('kind')} {place}: {error.message}")
    return found


if __name__ == "__main__":
    json.dump(problems(json.load(sys.stdin), sys.argv[1:]), sys.stdout)

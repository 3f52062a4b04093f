/** The `.leaktight.yaml` of a new user: nothing is set, and what can be is shown. */
export const sampleConfig = `# Configuration of leaktight. Every key is optional; these are examples and defaults.

# fail-on: medium

# rules:
#   generic-credential: high

# sops:
#   must-encrypt: ["secrets/*.yaml"]
#   minimum-recipients: 2

# rotation:
#   max-age-days: 90
#   warn-days: 14
#   overrides:
#     - names: ["*.webhook_url"]
#       max-age-days: 365
#   exempt:
#     - paths: [secrets/vendor.yaml]
#       reason: the vendor rotates it
#       expires: "2030-12-31"

# allow:
#   - rule: generic-credential
#     paths: [docs/example.md]
#     reason: a made-up value
#     expires: "2030-12-31"
`

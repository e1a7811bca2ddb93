#!/bin/sh
# Starts Redis with the users of users.acl (docs/redis-acl.md), whose one password is REDIS_PASSWORD; further arguments are
# Redis' own. What is written down is the hash of the password, where nothing outlives the container.
set -eu
umask 077
hash=$(printf %s "${REDIS_PASSWORD:?}" | sha256sum | cut -d ' ' -f 1)
sed "s/SHA256_OF_PASSWORD/$hash/" "$(dirname "$0")/users.acl" >"${TMPDIR:-/tmp}/users.acl"
unset REDIS_PASSWORD
exec redis-server --aclfile "${TMPDIR:-/tmp}/users.acl" "$@"

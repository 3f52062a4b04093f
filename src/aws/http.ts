// Asked for from here and not on demand: a CommonJS package in a chunk of its own has no named exports.
export { EnvHttpProxyAgent, request } from 'undici'

import { installPeers } from './install.mjs'

for (const { name, version, missing } of installPeers())
  console.log(missing === undefined ? `${name} ${version}` : `${name}: missing, ${missing}`)

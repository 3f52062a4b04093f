/** The packages whose source is the smaller tree: at least 30 MB in at least 3,000 files. */
export const smaller = [
  'rxjs@7.8.2',
  'eslint@10.15.0',
  'typeorm@1.1.1',
  'mathjs@15.2.0',
  'ethers@6.17.0',
  'lodash@4.18.1',
  'mongoose@9.12.1',
  'sequelize@6.37.8',
  'svelte@5.57.3',
]

/** The packages that together with the smaller tree make one of at least 100 MB. */
export const further = [
  '@angular/core@22.2.6',
  'antd@6.6.8',
  'core-js@3.51.0',
  'date-fns@4.4.0',
  'fastify@5.12.8',
  'firebase@13.2.0',
  'prettier@3.10.1',
  'three@0.187.0',
  'vite@8.3.8',
  'webpack@5.112.2',
]

import { load } from './load.ts'

load('start.js')

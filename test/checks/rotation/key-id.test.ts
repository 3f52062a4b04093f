import { describe, expect, test } from 'vitest'
import { keyIdGeneration } from '../../../src/checks/rotation/key-id.ts'

const prefix = ['AK', 'IA'].join('')
const id = (body: string): string => prefix + body

describe('the generation of a key id', () => {
  test.each(['A', 'I', 'J', 'P'])('fifth character %s was issued before 2020', (fifth) => {
    expect(keyIdGeneration(id(`${fifth}QNZGKIQY56JQ7WM`))).toBe('old')
  })

  test.each(['Q', 'R', 'Z', '2', '7'])('fifth character %s may be young', (fifth) => {
    expect(keyIdGeneration(id(`${fifth}QNZGKIQY56JQ7WM`))).toBe('new')
  })

  test.each(['I…7QZA', 'IQNZ...7QZA', 'I****', 'I…'])('a mask that shows the fifth character is enough: %s', (body) => {
    expect(keyIdGeneration(id(body))).toBe('old')
  })

  test.each([
    ['a mask from the fifth character on', id('…7QZA')],
    ['too short for an id', id('IQNZGK')],
    ['too long for an id', id('IQNZGKIQY56JQ7WMX')],
    ['a temporary id', `${['AS', 'IA'].join('')}IQNZGKIQY56JQ7WM`],
    ['a sentence', `${id('IQNZGKIQY56JQ7WM')} is the key`],
    ['another word', 'us-east-1'],
  ])('%s says nothing', (_, text) => {
    expect(keyIdGeneration(text)).toBeUndefined()
  })

  test.each(['IOSFODNN7EXAMPLE', 'I44QH8DHBEXAMPLE', 'I…MPLE', 'IOSFODNN7***EXAMPLE'])(
    'the id of a documentation example says nothing: %s',
    (body) => {
      expect(keyIdGeneration(id(body))).toBeUndefined()
    },
  )
})

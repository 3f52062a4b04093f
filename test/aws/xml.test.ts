import { describe, expect, test } from 'vitest'
import { elementAt, membersAt, parseXml, textAt } from '../../src/aws/xml.ts'

describe('replies', () => {
  test('are read as elements with text', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<!-- x --><A xmlns="https://x/"><B>\n one &amp; &lt;two&gt; &#65;</B><C/><L><member>1</member><member><N>2</N></member><x/></L><D><![CDATA[<raw>]]></D></A>',
    )
    expect(root.name).toBe('A')
    expect(textAt(root, 'B')).toBe('one & <two> A')
    expect(textAt(root, 'C')).toBeUndefined()
    expect(textAt(root, 'no', 'such')).toBeUndefined()
    expect(membersAt(root, 'L')).toHaveLength(2)
    expect(textAt(elementAt(root, 'L', 'member'))).toBe('1')
    expect(textAt(root, 'D')).toBe('<raw>')
  })

  test.each([
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>'],
    ['an external entity', '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'],
    ['a document type', '<!DOCTYPE html><html></html>'],
    ['an unknown entity', '<a>&nbsp;</a>'],
    ['a tag left open', '<a><b></a>'],
    ['a part', '<a><b>x</b>'],
    ['two roots', '<a/><b/>'],
    ['nothing', ''],
    ['text', 'Service Unavailable'],
    ['JSON', '{"Error":{}}'],
    ['depth', `${'<a>'.repeat(100)}${'</a>'.repeat(100)}`],
    ['a NUL', '<a>\0</a>'],
  ])('with %s are refused', (_, text) => {
    expect(() => parseXml(text)).toThrow()
  })

  test('a large one takes time in proportion', () => {
    const text = `<a>${'<member>x</member>'.repeat(100_000)}</a>`
    expect(parseXml(text).children).toHaveLength(100_000)
  })
})

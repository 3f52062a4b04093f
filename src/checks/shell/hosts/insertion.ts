import { inRoomOf } from './escapes.ts'

/**
 * Stands for what a file fills in before a shell reads it: `${{ … }}`, as in a workflow, in the room of what stood
 * there, with nothing in it that a shell may take for its own. Where there is too little room for all of an expression, its last names are kept.
 */
export const inserted = (source: string, expression: string): string => {
  const plain = expression.replace(/[^\w. -]/g, ' ').trim()
  const room = Math.min(source.length - '${{}}'.length, 400)
  if (plain.length <= room) return inRoomOf(source, `\${{${plain}}}`)
  const tail = /^[\w-]+\./.test(plain) ? plain.slice(plain.indexOf('.') + 1) : plain
  if (tail.length > room && /^[A-Za-z_]\w*$/.test(plain) && plain.length + 3 <= source.length)
    return inRoomOf(source, `\${${plain}}`)
  return room > 0 ? inRoomOf(source, `\${{${tail.slice(-room)}}}`) : inRoomOf(source, '$_')
}

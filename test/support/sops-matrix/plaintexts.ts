/** A word that begins so is the plaintext of a value: nothing but the file itself may ever hold it whole. */
const marker = /zq[a-z]+\d+/g

/** The marked values of a text. */
export const markersOf = (text: string): readonly string[] => [...new Set(text.match(marker) ?? [])]

/** Every shape of value, key, list and comment that the YAML store of SOPS takes. */
export const yaml = `# leave open: zqcomment01 at the top
# zqcomment02 below it
password_enc: zqlantern01
title: word # zqcomment03 beside a value
empty: ""
nothing: null
tilde: ~
blank:
count: 730001
negative: -730002
largest: 9223372036854775807
float: 73.0003
exponent: 1.5e3
flag: true
off_flag: False
date: 2031-07-17
stamp: 2031-07-17T10:11:12Z
clock: "10:11"
zeros: "00730"
answer: "yes"
emptyMap: {}
emptyList: []
list_enc:
    # zqcomment04 in a list
    - zqlantern02 # zqcomment05 beside an item
    - 730004
    - ""
    - true
    - null
    # zqcomment06 above a map in a list
    - name: zqlantern03
      # seal this: zqcomment07
      part: zqlantern04
      inner:
        - [zqlantern05, zqlantern06]
        - - deep: {deeper: {deepest: zqlantern07}}
    - zqlantern08
    # zqcomment08 at the foot of a list
database_enc:
    user: zqlantern09
    # seal this: zqcomment09
    door: zqlantern10
    port: 5432
    # zqcomment10 at the foot of a map
open_plain:
    words: readable words
    # leave open: zqcomment11
    more: some more words
# seal this: zqcomment12
sealed:
    one: zqlantern11
    two: zqlantern12
"quoted.key_enc": zqlantern13
"colon:key_enc": zqlantern14
"space key_enc": zqlantern15
ключ_enc: zqlantern16
"🔑_enc": zqlantern17 ÄÖ 漢字
multi_enc: |
    zqlantern18 line one
      zqlantern19 line two

    # zqlantern20 no comment
folded_enc: >-
    zqlantern21 folded
    zqlantern22 over lines
kept_enc: |+
    zqlantern23

double_enc: "zqlantern24 \\"quoted\\" \\t tab \\u00e4"
single_enc: 'zqlantern25 it''s'
hash_enc: "# zqlantern26"
looks_enc: "ENC[zqlantern27]"
spaces_enc: "  zqlantern28  "
pair_enc: "key: zqlantern29"
note_unencrypted: readable words
# zqcomment13 at the foot of the file
`

/** The same in several documents, one of which is empty. */
export const yamlDocuments = `${yaml}---
# zqcomment20 of the second document
second_enc:
    - zqlantern40
    - part: zqlantern41
---
{}
---
third_enc: zqlantern42
fourth_enc: {flow: [zqlantern43, {a: zqlantern44}]}
`

/** Every shape of value and key of JSON. */
export const json = JSON.stringify(
  {
    password_enc: 'zqlantern01',
    title: 'word',
    empty: '',
    nothing: null,
    count: 730001,
    negative: -730002,
    float: 73.0003,
    flag: true,
    off_flag: false,
    emptyMap: {},
    emptyList: [],
    list_enc: [
      'zqlantern02',
      730004,
      '',
      true,
      null,
      {
        name: 'zqlantern03',
        part: 'zqlantern04',
        inner: [['zqlantern05', 'zqlantern06'], [[{ deep: 'zqlantern07' }]]],
      },
    ],
    database_enc: { user: 'zqlantern09', port: 5432 },
    open_plain: { words: 'readable words' },
    'quoted.key_enc': 'zqlantern13',
    'colon:key_enc': 'zqlantern14',
    'space key_enc': 'zqlantern15',
    'quote"key_enc': 'zqlantern30',
    ключ_enc: 'zqlantern16',
    '🔑_enc': 'zqlantern17 ÄÖ 漢字',
    multi_enc: 'zqlantern18 line one\n\tzqlantern19 "line" two\n',
    slash_enc: 'zqlantern24 \\ / \u0001',
    looks_enc: 'ENC[zqlantern27]',
    note_unencrypted: 'readable words',
  },
  undefined,
  2,
)

/** Every shape of line that the dotenv store takes. */
export const dotenv = `# leave open: zqcomment01 at the top
PASSWORD_enc=zqlantern01
title=word
EMPTY=
URL_enc=https://app.example/?a=zqlantern02&b=zqlantern03
QUOTED_enc="zqlantern04"
SINGLE_enc='zqlantern05 words'

# seal this: zqcomment02
sealed=zqlantern06
# zqcomment03 between
#zqcomment04 without a space
SPACED_enc= zqlantern07 with spaces${' '}
HASH_enc=zqlantern08 # no comment
ESCAPED_enc=zqlantern09\\nzqlantern10
UMLAUT_enc=zqlantern11 ÄÖ 漢字
dotted.key_enc=zqlantern12
dashed-key_enc=zqlantern13
export EXPORTED_enc=zqlantern14
OPEN_plain=readable words
NUMBER=730001
FLAG=true
NOTE_unencrypted=readable words
# zqcomment05 at the foot
`

/** Every shape of line and section that the INI store takes. */
export const ini = `; leave open: zqcomment01 at the top
first_enc = zqlantern01

; zqcomment02 above a section
[database_enc]
; seal this: zqcomment03
user = zqlantern02
password_enc=zqlantern03
port : 5432
empty =
# zqcomment04 with a hash
dotted.key = zqlantern04
spaced = zqlantern05 and words
quoted = "zqlantern06 in quotes"
url = https://app.example/?a=zqlantern07

[open_plain]
words = readable words

[section with spaces]
title = word
sealed_enc = zqlantern08
umlaut_enc = zqlantern09 ÄÖ 漢字

[other.dotted_enc]
flag = true
count = 730001

[notes_unencrypted]
note = readable words
`

/** Lines of text, of which the binary store knows nothing. */
export const binary = `zqlantern01 line one
zqlantern02: {"line": "two"}
\t# zqlantern03 ÄÖ 漢字
`

export { type EncryptedFile, readEncryptedFile } from './document.ts'

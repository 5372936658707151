/** A text file that the build puts into the program as it is. */
declare module '*.txt?raw' {
  const text: string
  export default text
}

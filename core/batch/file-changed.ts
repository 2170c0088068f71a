/**
 * A drop's file is not the one that was planned: erasing a customer has emptied lines of it. Planned anew it can be scored;
 * the workflow does so by this name, which its tasks catch themselves.
 */
export class FileChanged extends Error {
  constructor(dropId: string) {
    super(`the file of drop ${dropId} was changed while it was worked on`);
    this.name = 'FileChanged';
  }
}

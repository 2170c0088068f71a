import { join } from 'node:path';
import { describe } from '@jest/globals';
import { FileObjectStore } from '../../../local/objects/object-store.files.ts';
import { objectStoreContract } from '../../contracts/object-store.contract.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('objects in files', () => objectStoreContract(() => FileObjectStore.open(join(temporaryFolder(), 'files'))));

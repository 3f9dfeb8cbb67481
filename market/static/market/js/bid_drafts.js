// Drafts of a sealed bid: price, files, envelopes on their way. They lie in this browser (IndexedDB) and nowhere else.
const NAME = "market-bids", STORE = "drafts";
let opening = null;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

async function act(mode, work) {
  const store = (await database()).transaction(STORE, mode).objectStore(STORE);
  return new Promise((resolve, reject) => {
    const request = work(store);
    store.transaction.oncomplete = () => resolve(request.result);
    store.transaction.onerror = () => reject(store.transaction.error);
    store.transaction.onabort = () => reject(store.transaction.error);
  });
}

/** The drafts of one lot of one party. Keys: `price`, `files/<volume>`, `sealed/<volume>`. */
export class Drafts {
  constructor(desk) {
    this.prefix = `${desk.tender}/${desk.lot.id}/${desk.party.id}/`;
  }

  get(key) {
    return act("readonly", (store) => store.get(this.prefix + key));
  }

  put(key, value) {
    return act("readwrite", (store) => store.put(value, this.prefix + key));
  }

  remove(key) {
    return act("readwrite", (store) => store.delete(this.prefix + key));
  }

  /** Forget everything of this lot. */
  clear() {
    return act("readwrite", (store) => store.delete(IDBKeyRange.bound(this.prefix, `${this.prefix}\uffff`)));
  }
}

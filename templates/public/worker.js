{# Its text changes with every script and style, so that browsers notice a new version. #}
import "{{ asset('vendor:idb.js') }}";
import { watch } from "{{ asset('js/worker.js') }}";

watch({ version: "{{ assets_version() }}", offline: ["{{ url_for('public.offline') }}", "{{ asset('js/offline.js') }}"], leaves: ["{{ url_for('accounts.sign_out') }}", "{{ url_for('accounts.sign_out_everywhere') }}"] });

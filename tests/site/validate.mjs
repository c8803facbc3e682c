// html-validate over many files, on as many threads as the machine has.

import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

/// The rules, and for each rule that is switched off or relaxed the reason, without which it may not be.
export async function readRules() {
  const path = fileURLToPath(new URL("htmlvalidate.json", import.meta.url));
  const { reasons, ...config } = JSON.parse(await readFile(path, "utf8"));
  for (const [rule, severity] of Object.entries(config.rules)) {
    if (severity !== "error" && !reasons[rule]) throw new Error(`htmlvalidate.json: \`${rule}\` is off or relaxed without a reason`);
  }
  return config;
}

/// Validates files, `{path, text}`; the findings by path.
export async function validate(files) {
  const config = await readRules();
  const threads = Math.max(1, Math.min(availableParallelism(), Math.ceil(files.length / 20)));
  const shares = Array.from({ length: threads }, (_, index) => files.filter((_, at) => at % threads === index));
  const results = await Promise.all(
    shares.map(
      (share) =>
        new Promise((resolve, reject) => {
          const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { config, share } });
          worker.once("message", resolve);
          worker.once("error", reject);
        }),
    ),
  );
  return new Map(results.flat());
}

if (!isMainThread && workerData?.share) {
  const validator = new HtmlValidate(new StaticConfigLoader(workerData.config));
  const findings = [];
  for (const { path, text } of workerData.share) {
    const report = await validator.validateString(text, path);
    const messages = report.results.flatMap((result) => result.messages);
    findings.push([path, messages.map(({ line, column, message, ruleId }) => ({ line, column, message: `${message} [${ruleId}]` }))]);
  }
  parentPort.postMessage(findings);
}

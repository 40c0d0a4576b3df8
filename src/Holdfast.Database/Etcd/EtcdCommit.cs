using System.Text.Json;

namespace Holdfast.Database.Etcd;

/// <summary>
/// Commits: one transaction of Holdfast is one transaction of etcd, sent once. Where a guard fails, etcd says in the
/// same step what revisions the guarded keys have.
/// </summary>
internal sealed class EtcdCommit(EtcdConnection connection, EtcdOptions options)
{
    /// <summary>What etcd's own encoding adds to each operation, at the most.</summary>
    private const int OperationOverhead = 48;

    /// <summary>What its answer has of each operation beside a key, and of all together, at the most.</summary>
    private const long AnswerOverhead = 256;

    public async Task<CommitResult> CommitAsync(Transaction transaction, CancellationToken cancellationToken)
    {
        if (Oversized(transaction) is { } oversized)
        {
            return new CommitResult.Unavailable(false, oversized);
        }

        byte[] body = Write(transaction);
        var reasons = new List<string>();
        int first = connection.Current;
        for (int i = 0; i < connection.Count && !cancellationToken.IsCancellationRequested; i++)
        {
            int endpoint = (first + i) % connection.Count;
            EtcdAnswer answer = await connection.TryWithFreshTokenAsync(
                endpoint, EtcdPaths.Txn, body, cancellationToken).ConfigureAwait(false);
            switch (answer)
            {
                case EtcdAnswer.Ok ok:
                    return Read(ok.Root, transaction);
                case EtcdAnswer.Refused:
                    return new CommitResult.Unavailable(false, answer.Reason);
                case EtcdAnswer.Unknown { RejectedMessage: { } bytes } when bytes > LargestAnswer(transaction):
                    return new CommitResult.Unavailable(false, EtcdRemedies.For(answer.Reason));
                case EtcdAnswer.Unknown:
                    return new CommitResult.Unavailable(true, $"{connection[endpoint]}: {answer.Reason}");
                default:
                    reasons.Add($"{connection[endpoint]}: {answer.Reason}");
                    break;
            }
        }

        return new CommitResult.Unavailable(false, reasons.Count == 0
            ? "Cancelled before it began."
            : $"No member of etcd can be reached; nothing was sent. {string.Join("; ", reasons)}");
    }

    /// <summary>Why it is not sent; it is never split, for it takes effect whole or not at all. How many operations a
    /// member takes it says itself, before it does anything.</summary>
    private string? Oversized(Transaction transaction)
    {
        // A guard's key is named twice: compared, and asked for where the comparison fails.
        long bytes = transaction.Puts.Sum(put => Size(put.Key) + put.Value.Length)
            + transaction.Deletes.Sum(Size) + transaction.Guards.Sum(guard => 2L * Size(guard.Key));
        return options.MaxRequestBytes is { } most && bytes > most
            ? $"A transaction of {bytes} bytes is more than the {most} that the members which this cluster runs itself "
                + "take: store less at once."
            : null;
    }

    /// <summary>
    /// What etcd's answer to it may have in bytes at the most. A larger message that was not received was the request,
    /// which then never got to etcd's log.
    /// </summary>
    private long LargestAnswer(Transaction transaction) => AnswerOverhead
        + Math.Max(
            (transaction.Puts.Count + transaction.Deletes.Count) * AnswerOverhead,
            transaction.Guards.Sum(guard => Size(guard.Key) + AnswerOverhead));

    private long Size(string key) => options.Prefix.Length + key.Length + OperationOverhead;

    private byte[] Write(Transaction transaction) => EtcdJson.Write(json =>
    {
        json.WriteStartArray("compare");
        foreach (Transaction.Guard guard in transaction.Guards)
        {
            json.WriteStartObject();
            json.WriteString("target", "MOD");
            json.WriteString("result", "EQUAL");
            json.WriteKey("key", options.Prefix + guard.Key);
            json.WriteNumber64("mod_revision", guard.Revision);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("success");
        WriteChanges(json, transaction);
        json.WriteEndArray();
        json.WriteStartArray("failure");
        foreach (Transaction.Guard guard in transaction.Guards)
        {
            WriteQuestion(json, options.Prefix + guard.Key);
        }

        json.WriteEndArray();
    });

    private void WriteChanges(Utf8JsonWriter json, Transaction transaction)
    {
        foreach (Transaction.Put put in transaction.Puts)
        {
            json.WriteStartObject();
            json.WriteStartObject("request_put");
            json.WriteKey("key", options.Prefix + put.Key);
            json.WriteBase64String("value", put.Value.Span);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        foreach (string key in transaction.Deletes)
        {
            json.WriteStartObject();
            json.WriteStartObject("request_delete_range");
            json.WriteKey("key", options.Prefix + key);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        // Without any operation etcd would answer from one member's memory, which may be old.
        if (transaction.Puts.Count + transaction.Deletes.Count == 0)
        {
            WriteQuestion(json, options.Prefix);
        }
    }

    private static void WriteQuestion(Utf8JsonWriter json, string key)
    {
        json.WriteStartObject();
        json.WriteStartObject("request_range");
        json.WriteKey("key", key);
        json.WriteBoolean("keys_only", true);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static CommitResult Read(JsonElement answer, Transaction transaction)
    {
        if (answer.Flag("succeeded"))
        {
            return new CommitResult.Committed(answer.HeaderRevision());
        }

        JsonElement[] found = [.. answer.Elements("responses")];
        for (int i = 0; i < Math.Min(found.Length, transaction.Guards.Count); i++)
        {
            long revision = found[i].TryGetProperty("response_range", out JsonElement range)
                ? range.Elements("kvs").Select(item => item.Number("mod_revision")).FirstOrDefault()
                : 0;
            if (revision != transaction.Guards[i].Revision)
            {
                return new CommitResult.Conflict(transaction.Guards[i].Key, revision);
            }
        }

        return new CommitResult.Unavailable(true, "etcd's answer contradicts itself: no guard failed, yet it says that "
            + "it did not commit. Check the members' versions and logs.");
    }
}

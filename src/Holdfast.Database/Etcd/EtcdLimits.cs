namespace Holdfast.Database.Etcd;

/// <summary>Finds out how large a transaction the members take: they do not say it, so one that only reads is tried.
/// </summary>
internal static class EtcdLimits
{
    /// <summary>etcd's default for --max-txn-ops.</summary>
    public const int DefaultOperations = 128;

    private static readonly int[] Tried = [2_048, 512];

    /// <summary>The largest of the sizes tried that is taken; the default where none is.</summary>
    public static async Task<int> FindOperationsAsync(
        EtcdConnection connection, string prefix, CancellationToken cancellationToken)
    {
        foreach (int operations in Tried)
        {
            EtcdAnswer answer = await connection.AskAsync(
                EtcdPaths.Txn, Write(prefix, operations), cancellationToken).ConfigureAwait(false);
            if (answer is EtcdAnswer.Ok)
            {
                return operations;
            }
        }

        return DefaultOperations;
    }

    private static byte[] Write(string prefix, int operations) => EtcdJson.Write(json =>
    {
        json.WriteStartArray("success");
        for (int i = 0; i < operations; i++)
        {
            json.WriteStartObject();
            json.WriteStartObject("request_range");
            json.WriteKey("key", prefix);
            json.WriteBoolean("count_only", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}

using System.Text;

namespace Holdfast.Database.Tests.Contract;

/// <summary>Short ways to say transactions and values in tests.</summary>
internal static class Transactions
{
    public static Transaction Put(string key, string value, long? guard = null) => new()
    {
        Puts = [Of(key, value)],
        Guards = guard is { } revision ? [new Transaction.Guard(key, revision)] : [],
    };

    public static Transaction Delete(params string[] keys) => new() { Deletes = keys };

    public static Transaction.Put Of(string key, string value) => new(key, Encoding.UTF8.GetBytes(value));

    public static string Text(ReadOnlyMemory<byte>? value) =>
        value is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : "(deleted)";

    public static long Revision(this CommitResult result) => Assert.IsType<CommitResult.Committed>(result).Revision;

    public static async Task<string?> ValueAsync(this IClusterDatabase database, string key)
    {
        ReadResult read = await database.ReadAsync(key, TestContext.Current?.CancellationToken ?? default);
        KeyValue? item = read.Items.FirstOrDefault(item => item.Key == key);
        return item is null ? null : Text(item.Value);
    }
}

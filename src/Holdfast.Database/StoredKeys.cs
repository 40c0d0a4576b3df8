namespace Holdfast.Database;

/// <summary>
/// What every engine asks of keys: 1 to 512 characters, printable ASCII without spaces, so that all sort them alike.
/// </summary>
public static class StoredKeys
{
    public const int LongestKey = 512;

    /// <summary>Throws where a transaction names a key that cannot be stored, or names one twice.</summary>
    /// <exception cref="ArgumentException">A defect of the caller; nothing was committed.</exception>
    public static void Check(Transaction transaction)
    {
        var changed = new HashSet<string>(StringComparer.Ordinal);
        foreach (string key in transaction.Puts.Select(put => put.Key).Concat(transaction.Deletes))
        {
            Check(key);
            if (!changed.Add(key))
            {
                throw new ArgumentException($"The transaction changes key \"{key}\" twice.", nameof(transaction));
            }
        }

        foreach (Transaction.Guard guard in transaction.Guards)
        {
            Check(guard.Key);
        }
    }

    /// <summary>Whether a key can be stored.</summary>
    public static bool IsValid(string key) =>
        key.Length is > 0 and <= LongestKey && !key.AsSpan().ContainsAnyExceptInRange('!', '~');

    private static void Check(string key)
    {
        if (!IsValid(key))
        {
            throw new ArgumentException($"\"{key}\" cannot be a key: use 1 to {LongestKey} printable ASCII "
                + "characters.");
        }
    }
}

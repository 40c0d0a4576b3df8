using System.Buffers.Text;
using Holdfast.Core.State;

namespace Holdfast.Database.Documents;

/// <summary>
/// Reads members' documents as they follow each other, and one that differs from the last only in its sequence without
/// decoding it: twelve times a second each node of three reads such a renewal, and hardly ever anything else.
/// </summary>
/// <remarks>For one reader at a time.</remarks>
public sealed class RenewalReader
{
    private readonly Dictionary<string, LastDocument> _last = new(StringComparer.Ordinal);

    private static ReadOnlySpan<byte> SequenceName => "\"sequence\":"u8;

    /// <summary>The member in a document.</summary>
    /// <exception cref="DatabaseCorruptException">It is no such record.</exception>
    public MemberState Read(string key, ReadOnlySpan<byte> document)
    {
        if (TrySplit(document, out int start, out int end, out long sequence)
            && _last.TryGetValue(key, out LastDocument? last)
            && document[..start].SequenceEqual(last.Before) && document[end..].SequenceEqual(last.After))
        {
            return last.Member with { Sequence = sequence };
        }

        MemberState member = StoredDocuments.Decode<MemberState>(key, document);
        _last.Remove(key);
        if (start > 0)
        {
            _last[key] = new(document[..start].ToArray(), document[end..].ToArray(), member);
        }

        return member;
    }

    /// <summary>Where the sequence's digits are. A document that names it twice is none of ours to shorten.</summary>
    private static bool TrySplit(ReadOnlySpan<byte> document, out int start, out int end, out long sequence)
    {
        start = end = 0;
        sequence = 0;
        int name = document.IndexOf(SequenceName);
        if (name < 0)
        {
            return false;
        }

        int digits = name + SequenceName.Length;
        if (document[digits..].IndexOf(SequenceName) >= 0
            || !Utf8Parser.TryParse(document[digits..], out sequence, out int length)
            || digits + length >= document.Length || document[digits + length] is not ((byte)',' or (byte)'}'))
        {
            return false;
        }

        (start, end) = (digits, digits + length);
        return true;
    }

    private sealed record LastDocument(byte[] Before, byte[] After, MemberState Member);
}

using System.Buffers.Binary;
using System.Text;

namespace Holdfast.MonitorProtocol.Monitors;

/// <summary>A call that a monitor was (or is) in.</summary>
/// <param name="Resource">Empty while the DLL is loaded.</param>
/// <param name="Control">Name of the control call, else empty.</param>
/// <param name="Since">When it began: safety clock, ns.</param>
public sealed record CallInProgress(string Resource, EntryPoint EntryPoint, string Control, long Since)
{
    /// <summary>"IsAlive of counter", "control rotate of ledger", "Load".</summary>
    public override string ToString() => EntryPoint switch
    {
        EntryPoint.Control => $"control {Control} of {Resource}",
        _ when Resource.Length == 0 => EntryPoint.ToString(),
        _ => $"{EntryPoint} of {Resource}",
    };
}

/// <summary>
/// The call board: a small file that a monitor maps into memory and notes its calls in, so that after its death,
/// however sudden, anybody can read what it was doing.
/// </summary>
/// <remarks>
/// Little endian. Header of 64 bytes: 0 magic, 8 number of slots, 12 bytes per slot. Each slot: 0 since (safety clock,
/// ns; 0 = no call), 8 entry point, 12 length and 14 bytes of the control's name, 80 length and 82 bytes of the
/// resource's name. Names longer than their room are cut. A call is begun by writing <c>since</c> last and ended by
/// setting it to 0.
/// </remarks>
public static class CallBoard
{
    internal const ulong Magic = 0x3144524143464C48;
    internal const int Header = 64;
    internal const int SlotSize = 256;
    internal const int Slots = 4096;
    internal const int ControlAt = 12;
    internal const int ControlRoom = 66;
    internal const int ResourceAt = 80;
    internal const int ResourceRoom = 174;

    /// <summary>The calls in progress, oldest first; empty where there is none that can be read.</summary>
    public static IReadOnlyList<CallInProgress> Read(string path)
    {
        var calls = new List<CallInProgress>();
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
                    bufferSize: 64 * SlotSize);
            Span<byte> slot = stackalloc byte[SlotSize];
            if (file.ReadAtLeast(slot[..Header], Header, throwOnEndOfStream: false) < Header
                || BinaryPrimitives.ReadUInt64LittleEndian(slot) != Magic)
            {
                return [];
            }

            var used = BinaryPrimitives.ReadInt32LittleEndian(slot[8..]);
            for (var i = 0; i < used && file.ReadAtLeast(slot, SlotSize, throwOnEndOfStream: false) == SlotSize; i++)
            {
                if (Decode(slot) is { } call)
                {
                    calls.Add(call);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What a dead monitor was doing is worth less than that its death is dealt with.
            return [];
        }

        calls.Sort((left, right) => left.Since.CompareTo(right.Since));
        return calls;
    }

    private static CallInProgress? Decode(ReadOnlySpan<byte> slot)
    {
        var since = BinaryPrimitives.ReadInt64LittleEndian(slot);
        return since == 0 ? null : new(
            Text(slot[ResourceAt..], ResourceRoom),
            (EntryPoint)BinaryPrimitives.ReadInt32LittleEndian(slot[8..]),
            Text(slot[ControlAt..], ControlRoom),
            since);
    }

    private static string Text(ReadOnlySpan<byte> from, int room) =>
        Encoding.UTF8.GetString(from.Slice(2, Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(from), room - 2)));
}

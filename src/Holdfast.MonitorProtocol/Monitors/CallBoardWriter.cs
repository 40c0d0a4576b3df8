using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace Holdfast.MonitorProtocol.Monitors;

/// <summary>
/// The writing side of a <see cref="CallBoard"/>; one per monitor. To begin and end a call is a few writes to memory.
/// </summary>
public sealed unsafe class CallBoardWriter : IDisposable
{
    private const long Size = CallBoard.Header + ((long)CallBoard.Slots * CallBoard.SlotSize);

    private readonly Lock gate = new();
    private readonly Stack<int> free = new();
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* memory;
    private int used;

    private CallBoardWriter(MemoryMappedFile file)
    {
        this.file = file;
        view = file.CreateViewAccessor();
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref memory);
    }

    /// <summary>A board that nobody can read.</summary>
    public static CallBoardWriter CreateUnseen() => new(MemoryMappedFile.CreateNew(mapName: null, Size));

    /// <summary>Creates the file (0600), replacing one that is there.</summary>
    public static CallBoardWriter Create(string path)
    {
        File.Delete(path);
        var stream = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        stream.SetLength(Size);
        var writer = new CallBoardWriter(MemoryMappedFile.CreateFromFile(
            stream, mapName: null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None,
                leaveOpen: false));
        *(int*)(writer.memory + 12) = CallBoard.SlotSize;
        Volatile.Write(ref *(ulong*)writer.memory, CallBoard.Magic);
        return writer;
    }

    /// <summary>
    /// Takes a slot for a resource; empty name for the monitor itself. A full board gives slots that note nothing.
    /// </summary>
    public CallBoardSlot Take(string resource)
    {
        lock (gate)
        {
            if (!free.TryPop(out var index))
            {
                if (used == CallBoard.Slots)
                {
                    return new(this, null, -1);
                }

                index = used++;
            }

            var slot = memory + CallBoard.Header + ((long)index * CallBoard.SlotSize);
            Put(slot + CallBoard.ResourceAt, CallBoard.ResourceRoom, resource);
            Volatile.Write(ref *(int*)(memory + 8), used);
            return new(this, slot, index);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }

    internal static void Put(byte* at, int room, string text)
    {
        var target = new Span<byte>(at + 2, room - 2);
        Encoding.UTF8.GetEncoder().Convert(text, target, flush: true, out _, out var bytes, out _);
        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(at, 2), (ushort)bytes);
    }

    internal void Release(int index)
    {
        lock (gate)
        {
            free.Push(index);
        }
    }
}

/// <summary>One resource's place on the board. Not for use by two calls at a time.</summary>
public sealed unsafe class CallBoardSlot : IDisposable
{
    private readonly CallBoardWriter board;
    private readonly int index;
    private byte* slot;
    private int current;

    internal CallBoardSlot(CallBoardWriter board, byte* slot, int index)
    {
        this.board = board;
        this.slot = slot;
        this.index = index;
    }

    /// <summary>The call in progress; null if there is none.</summary>
    public EntryPoint? Current => Volatile.Read(ref current) is var call and not 0 ? (EntryPoint)call : null;

    /// <summary>Notes that a call begins.</summary>
    /// <param name="now">Safety clock, ns.</param>
    public void Begin(EntryPoint entryPoint, long now, string control = "")
    {
        Volatile.Write(ref current, (int)entryPoint);
        if (slot is not null)
        {
            *(int*)(slot + 8) = (int)entryPoint;
            CallBoardWriter.Put(slot + CallBoard.ControlAt, CallBoard.ControlRoom, control);
            Volatile.Write(ref *(long*)slot, now);
        }
    }

    /// <summary>Notes that it has ended.</summary>
    public void End()
    {
        Volatile.Write(ref current, 0);
        if (slot is not null)
        {
            Volatile.Write(ref *(long*)slot, 0);
        }
    }

    /// <summary>Ends the call and gives the place back.</summary>
    public void Dispose()
    {
        End();
        if (slot is not null)
        {
            slot = null;
            board.Release(index);
        }
    }
}

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Sample.Counter.Server;

/// <summary>
/// The count on disk: 16 bytes, the highest fencing token that ever wrote and the count. Only the newest token's
/// holder may
/// write, and only one process at a time holds the file's lock.
/// </summary>
public sealed class CountFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly byte[] _record = new byte[16];

    private CountFile(SafeFileHandle file, long token, long count)
    {
        _file = file;
        Token = token;
        Count = count;
    }

    public long Token { get; }

    public long Count { get; private set; }

    /// <summary>Opens the file for the holder of <paramref name="token"/>.</summary>
    /// <exception cref="IOException">Another process holds it.</exception>
    /// <exception cref="InvalidOperationException">A newer token has written: this start comes too late.</exception>
    public static CountFile Open(string path, long token)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        byte[] record = new byte[16];
        int length = RandomAccess.Read(file, record, 0);
        long highest = length == 16 ? BinaryPrimitives.ReadInt64LittleEndian(record) : 0;
        long count = length == 16 ? BinaryPrimitives.ReadInt64LittleEndian(record.AsSpan(8)) : 0;
        if (token < highest)
        {
            file.Dispose();
            throw new InvalidOperationException($"token {token} is older than {highest}, which has written: not started");
        }

        var opened = new CountFile(file, token, count);
        opened.Write();
        return opened;
    }

    /// <summary>Adds one; written before it is acknowledged.</summary>
    public long Increment()
    {
        Count++;
        Write();
        return Count;
    }

    public void Dispose() => _file.Dispose();

    private void Write()
    {
        BinaryPrimitives.WriteInt64LittleEndian(_record, Token);
        BinaryPrimitives.WriteInt64LittleEndian(_record.AsSpan(8), Count);
        RandomAccess.Write(_file, _record, 0);
    }
}

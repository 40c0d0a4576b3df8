using System.Runtime.InteropServices;

namespace Holdfast.Linux.Native;

/// <summary>
/// A null-terminated array of UTF-8 strings outside the managed heap, as <c>argv</c> and <c>envp</c> are.
/// </summary>
internal sealed unsafe class CStringArray : IDisposable
{
    private readonly int count;

    public CStringArray(IReadOnlyList<string> strings)
    {
        count = strings.Count;
        Pointer = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < count; i++)
        {
            if (strings[i].Contains('\0', StringComparison.Ordinal))
            {
                Dispose();
                throw new ArgumentException("An argument or variable holds a zero byte; remove it.", nameof(strings));
            }

            Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(strings[i]);
        }
    }

    public byte** Pointer { get; private set; }

    public void Dispose()
    {
        if (Pointer is null)
        {
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Marshal.FreeCoTaskMem((nint)Pointer[i]);
        }

        NativeMemory.Free(Pointer);
        Pointer = null;
    }
}

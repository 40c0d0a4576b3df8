using System.Text;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Machines;

/// <summary>
/// A FIFO in the place of a device, and whoever hears what is written to it. It is open for both, so that a writer that
/// ends does not end the reading.
/// </summary>
public sealed class FifoReader : IDisposable
{
    private readonly FileStream _fifo;
    private readonly Action<string> _heard;

    private FifoReader(string path, Action<string> heard)
    {
        _heard = heard;
        _fifo = new FileStream(
            path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0, useAsync: false);
        new Thread(Listen) { IsBackground = true }.Start();
    }

    /// <summary>Makes the FIFO; <paramref name="heard"/> is told each piece, on a thread of its own.</summary>
    public static async Task<FifoReader> MakeAsync(string path, Action<string> heard)
    {
        await Tool.RunAsync("mkfifo", [path]);
        return new FifoReader(path, heard);
    }

    public void Dispose() => _fifo.Dispose();

    private void Listen()
    {
        byte[] bytes = new byte[64];
        try
        {
            while (_fifo.Read(bytes) is var count and > 0)
            {
                _heard(Encoding.ASCII.GetString(bytes, 0, count));
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // Nobody wants to hear of it any more.
        }
    }
}

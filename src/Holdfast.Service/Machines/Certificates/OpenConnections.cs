using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>What other machines have opened by their certificates, to be closed when one counts no more.</summary>
internal sealed class OpenConnections
{
    private readonly ConcurrentDictionary<Entry, byte> _open = new();

    /// <summary>Notes one, until what is returned is disposed.</summary>
    /// <param name="shown">The certificate, of which the serial number is kept.</param>
    /// <param name="close">Closes the connection; more than once does no harm.</param>
    public IDisposable Add(X509Certificate2 shown, Action close)
    {
        var entry = new Entry(this, shown.SerialNumberBytes.ToArray(), close);
        _open[entry] = 0;
        return entry;
    }

    /// <summary>Closes those by a certificate that is on the list of the folder.</summary>
    public void CloseRevoked(CertificateFolder folder)
    {
        foreach (Entry entry in _open.Keys.Where(entry => folder.IsRevoked(entry.Serial)))
        {
            entry.Close();
        }
    }

    private sealed class Entry(OpenConnections owner, byte[] serial, Action close) : IDisposable
    {
        public byte[] Serial => serial;

        public void Close() => close();

        public void Dispose() => owner._open.TryRemove(this, out _);
    }
}

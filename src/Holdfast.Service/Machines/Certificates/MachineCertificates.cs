using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Service.Machines.Certificates;

/// <summary>
/// This machine's certificate as it is on disk now: a renewed one is used by the next connection, without a restart.
/// </summary>
public sealed class MachineCertificates : IDisposable
{
    /// <summary>No certificate outlives the authority's: near its end each would be due as soon as it is signed.
    /// </summary>
    private static readonly TimeSpan Worthwhile = TimeSpan.FromDays(1);

    private readonly Lock _loading = new();
    private readonly CertificateFolder _folder;
    private readonly List<X509Certificate2> _before = [];
    private X509Certificate2 _current;
    private DateTime _writtenAt;

    /// <exception cref="CryptographicException">The files are not a certificate and its key.</exception>
    public MachineCertificates(CertificateFolder folder)
    {
        _folder = folder;
        Authority = folder.LoadAuthorityCertificate();
        _writtenAt = File.GetLastWriteTimeUtc(folder.Certificate);
        _current = folder.LoadCertificate();
        Identity = MachineIdentity.Of(_current) ?? throw new CryptographicException(
            $"{folder.Certificate} names no machine of a Holdfast cluster.");
    }

    public CertificateFolder Folder => _folder;

    /// <summary>As it was when this object was made; it is prolonged years before that one ends.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>Whose certificate it is.</summary>
    public MachineIdentity Identity { get; }

    public X509Certificate2 Current
    {
        get
        {
            lock (_loading)
            {
                DateTime writtenAt = File.GetLastWriteTimeUtc(_folder.Certificate);
                if (writtenAt != _writtenAt)
                {
                    // The one before may be in use by a connection; there are few in a process's life.
                    _before.Add(_current);
                    _current = _folder.LoadCertificate();
                    _writtenAt = writtenAt;
                }

                return _current;
            }
        }
    }

    /// <summary>What other machines have opened to this one.</summary>
    internal OpenConnections Connections { get; } = new();

    /// <summary>
    /// Takes the list of certificates that count no more; connections by one of them are closed, so that a machine
    /// which was removed keeps nothing of what it had.
    /// </summary>
    /// <param name="list">X.509, DER in base64.</param>
    internal void Revoke(string list)
    {
        if (_folder.Keep(list))
        {
            Connections.CloseRevoked(_folder);
        }
    }

    /// <summary>Whether a third of its life, or less, is left, or it is not good yet; and another would last longer.
    /// </summary>
    public bool IsDue(DateTimeOffset now) => !IsGood(now)
        || (Current.NotAfter.ToUniversalTime() - now.UtcDateTime < ClusterAuthority.MachineLife / 3
            && Authority.NotAfter - Current.NotAfter > Worthwhile);

    /// <summary>Whether others take it. Earlier versions signed for the time from a week ago on: what they signed while
    /// a clock was ahead is good only later.</summary>
    public bool IsGood(DateTimeOffset now) =>
        Current.NotBefore.ToUniversalTime() <= now.UtcDateTime && now.UtcDateTime < Current.NotAfter.ToUniversalTime();

    public void Dispose()
    {
        foreach (X509Certificate2 certificate in _before.Append(_current).Append(Authority))
        {
            certificate.Dispose();
        }
    }
}

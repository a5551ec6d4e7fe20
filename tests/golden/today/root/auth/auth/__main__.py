from auth.cmd import manage

manage.main()
